/**
 * Networks that never were, for tests and measurements of the storm detector: packets and what is true of them, all
 * from a seed.
 *
 * <p>{@link io.tidewatch.simulate.Scenario} names what can happen. A {@code Plan} gives each its place and time as an
 * {@code Episode}; an {@code Emission} turns an episode into frames, with the messages of a {@code Recipe};
 * {@link io.tidewatch.simulate.Simulation} merges them with the {@code Background} of each segment. It knows nothing of
 * how storms are found.
 */
package io.tidewatch.simulate;
