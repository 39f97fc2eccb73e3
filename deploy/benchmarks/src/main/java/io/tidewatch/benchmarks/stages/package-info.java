/** JMH: the stages of the agent one by one, on one thread. */
package io.tidewatch.benchmarks.stages;
