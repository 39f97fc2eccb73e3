/** What the agent can do, measured beside what others do in the same run. Started by {@code deploy/benchmarks/run}. */
package io.tidewatch.benchmarks;
