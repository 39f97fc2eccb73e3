/** What Kafka must allow each process, and what a person reads where it does not. */
package io.tidewatch.schemas.access;
