package io.tidewatch.capture;

/** The version that status records tell: the jar's, or {@code development} where there is none. */
final class AgentVersion {
    static final String TEXT = text(AgentVersion.class.getPackage().getImplementationVersion());

    private AgentVersion() {
    }

    private static String text(String version) {
        return version == null ? "development" : version;
    }
}
