/**
 * Alerts in the words of security products. Pure: a record of the contract in, bytes out, the same bytes for the same
 * record, so that what is processed again is delivered again and recognised by its id.
 */
package io.tidewatch.processors.siem;
