/**
 * Answers about memberships, alerts and sensors over HTTP, from the local stores of the two applications. The
 * endpoints know questions ({@link io.tidewatch.processors.query.MembershipAnswers},
 * {@link io.tidewatch.processors.query.AlertAnswers}), not stores; {@link io.tidewatch.processors.query.StoreLocator}
 * is where another instance's answers will come in.
 */
package io.tidewatch.processors.query;
