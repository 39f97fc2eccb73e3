/**
 * What stands in front of the API: who may ask, how much, how fast and over which connections. Knows nothing of what is
 * asked.
 */
package io.tidewatch.processors.query.guard;
