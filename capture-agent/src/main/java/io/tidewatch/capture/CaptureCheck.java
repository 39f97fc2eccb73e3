package io.tidewatch.capture;

import io.tidewatch.capture.source.CaptureRights;
import io.tidewatch.capture.source.LiveCaptureException;
import io.tidewatch.capture.source.LiveInterface;
import io.tidewatch.capture.source.NetworkInterfaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether this process can capture live as it is configured, part by part, and what to do where it can't. */
public final class CaptureCheck {
    private CaptureCheck() {
    }

    /**
     * What was found out about one part.
     *
     * @param part such as libpcap, rights, or an interface's name
     * @param fine whether it is as it has to be
     * @param about for people: how it is, and what to do when it is not fine
     */
    public record Finding(String part, boolean fine, String about) {
    }

    /** Looks at libpcap, at the process's rights, and at every interface that is configured, by opening it. */
    public static List<Finding> of(AgentConfig config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(libpcap());
        findings.add(rights());
        config.interfaces().forEach(name -> findings.add(opened(new InterfaceInput(config, name), name)));
        return findings;
    }

    private static Finding libpcap() {
        try {
            return new Finding("libpcap", true, NetworkInterfaces.libpcap());
        } catch (LiveCaptureException e) {
            return new Finding("libpcap", false, e.getMessage() + ". " + InterfaceInput.INSTALL_LIBPCAP + '.');
        }
    }

    private static Finding rights() {
        try {
            CaptureRights rights = CaptureRights.present();
            if (!rights.effective()) {
                return new Finding("rights", false, rights.missing() + ". " + rights.remedy() + '.');
            }
            return new Finding("rights", true, "CAP_NET_RAW is in effect, for user " + rights.user()
                + (rights.root() ? ". Root is more than it takes: deploy/systemd has a service of an ordinary user"
                    : ""));
        } catch (IOException e) {
            return new Finding("rights", true, "this system does not tell (" + e.getMessage() + ")");
        }
    }

    private static Finding opened(InterfaceInput input, String name) {
        try (LiveInterface opened = input.open()) {
            return new Finding(name, true, opened.description());
        } catch (LiveCaptureException e) {
            return new Finding(name, false, input.explain(e).getMessage());
        }
    }
}
