/** Whole frames out of the agent's emitters, and capture files of them. */
package io.tidewatch.simulate.frame;
