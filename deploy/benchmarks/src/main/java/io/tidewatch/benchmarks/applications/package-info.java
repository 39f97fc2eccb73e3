/** Kafka Streams applications that read what is published: ours and others, and what it costs them. */
package io.tidewatch.benchmarks.applications;
