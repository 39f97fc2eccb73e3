/** The frames that everything here is measured with: the same for the same seed. */
package io.tidewatch.benchmarks.traffic;
