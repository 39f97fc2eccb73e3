/** The {@code tidewatch} command: one launcher for every process, and the embedded default on one machine. */
package io.tidewatch.standalone;
