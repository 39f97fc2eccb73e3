/** The agent's replay into a real broker, beside a producer that has nothing to do but send. */
package io.tidewatch.benchmarks.replay;
