/**
 * The capture agent: frames of an interface or a recording become numbered records on Kafka, and every frame is
 * accounted for. {@link io.tidewatch.capture.CaptureAgent} is the wiring; it alone knows all stages.
 */
package io.tidewatch.capture;
