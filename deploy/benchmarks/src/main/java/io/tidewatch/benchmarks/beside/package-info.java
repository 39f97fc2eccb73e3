/** The agent and the tools that people use for the same purpose, on the same packets. */
package io.tidewatch.benchmarks.beside;
