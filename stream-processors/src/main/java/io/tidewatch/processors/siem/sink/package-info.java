/**
 * Alerts, and changes of memberships, to receivers outside of Kafka: syslog over TLS, TCP and UDP, and HTTP. A sink is
 * a consumer of their topic with offsets of its own, so that one that is down delays only itself and catches up.
 * Delivery is at least once: offsets are committed when the receiver has them, as far as its protocol can tell, and the
 * ids in them are the same in each attempt. What a receiver refuses for good goes to the dead letter topic.
 */
package io.tidewatch.processors.siem.sink;
