/** How every Tidewatch process finds its settings and tells a person what is wrong with them. */
package io.tidewatch.schemas.config;
