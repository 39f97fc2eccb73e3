/**
 * From the bytes of a frame to the message it carries: IGMP, MLD, ICMP and ICMPv6 with the headers on the way to them.
 *
 * <p>One file per protocol: layout constants in wire order, then meaning, then {@code parse} and {@code emit}. Nothing
 * outside this package sees an offset, nothing inside it knows Kafka, Avro, a log or a clock. All input is hostile:
 * {@link io.tidewatch.capture.wire.PacketDecoder#decode} is the one way in; it never throws, its work is bounded by
 * the length of the frame, and what is wrong with a frame has a name ({@link io.tidewatch.capture.wire.Defect}).
 *
 * <p>Decoding is a walk over layers. Each header's {@code parse} reads its own bytes at the position in
 * {@code Layers}, moves the position on and says which layer comes next; {@code PacketDecoder} is the loop around
 * them. A new encapsulation is one more {@code Layer} with its parser.
 */
package io.tidewatch.capture.wire;
