/**
 * Answers about memberships, alerts and sensors over HTTP, from any instance. {@link
 * io.tidewatch.processors.query.Routes} is the table of resources; the endpoints know questions ({@link
 * io.tidewatch.processors.query.MembershipAnswers}, {@link io.tidewatch.processors.query.AlertAnswers}), not stores;
 * {@link io.tidewatch.processors.query.Router} brings a question to the instance that holds its state, {@link
 * io.tidewatch.processors.query.StoreLocator} reads what is here.
 */
package io.tidewatch.processors.query;
