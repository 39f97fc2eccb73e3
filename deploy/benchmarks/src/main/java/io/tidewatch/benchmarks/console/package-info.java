/** The console in Chromium, on much state and many changes. */
package io.tidewatch.benchmarks.console;
