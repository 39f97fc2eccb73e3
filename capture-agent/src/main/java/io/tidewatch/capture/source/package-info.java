/**
 * Where frames come from: capture files (pcap and pcapng, read by ourselves) and live interfaces (through libpcap).
 * Both yield {@link io.tidewatch.capture.source.CapturedFrame}s; nothing here looks into a frame.
 */
package io.tidewatch.capture.source;
