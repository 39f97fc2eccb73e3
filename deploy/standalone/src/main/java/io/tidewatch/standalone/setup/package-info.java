/** Topics and schemas made from the catalogue, and checked against it. */
package io.tidewatch.standalone.setup;
