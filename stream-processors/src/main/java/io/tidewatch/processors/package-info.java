/**
 * The stream processors: topics become state, state becomes changes, alerts and answers.
 * {@link io.tidewatch.processors.StreamProcessors} is the wiring; it alone knows all parts.
 */
package io.tidewatch.processors;
