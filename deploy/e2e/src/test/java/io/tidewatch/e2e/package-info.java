/**
 * Tidewatch from outside: the command is run as a person runs it, the topics are read as a stranger reads them. No
 * class of Tidewatch is on this class path.
 */
package io.tidewatch.e2e;
