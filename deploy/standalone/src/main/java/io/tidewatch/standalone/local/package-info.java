/** A real Kafka broker and a real schema registry on this machine, in a data directory, on loopback. */
package io.tidewatch.standalone.local;
