/**
 * What is captured and can't be published yet, on disk: the records of a sensor in the order in which they are to be
 * sent, until the broker has acknowledged them. Knows no broker and no clock.
 */
package io.tidewatch.capture.spool;
