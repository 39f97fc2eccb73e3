/** How well storms are found and explained, measured on simulated ones whose truth is known. */
package io.tidewatch.benchmarks.storms;
