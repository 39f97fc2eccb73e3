package io.tidewatch.capture;

import io.tidewatch.capture.source.CaptureRights;
import io.tidewatch.capture.source.LiveCaptureException;
import io.tidewatch.capture.source.LiveInterface;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames of a network interface, and what to tell a person who can't have them. */
final class InterfaceInput implements LiveCapture.Input {
    static final String INSTALL_LIBPCAP = "Install libpcap; on Debian: apt-get install libpcap0.8";

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceInput.class);
    private static final String TRY_AGAIN = "Check the interface and try again";

    private final LiveInterface.Settings settings;

    InterfaceInput(AgentConfig config, String name) {
        settings = new LiveInterface.Settings(name, config.snapLength(), config.bufferBytes(),
            new LiveInterface.Delivery(config.readTimeoutMs(), config.immediate()), config.promiscuous(),
            config.nanoseconds(), new LiveInterface.Selection(config.captureFilter(), config.direction()));
    }

    @Override
    public LiveInterface open() throws LiveCaptureException {
        LiveInterface opened = LiveInterface.open(settings);
        LOG.info("{} is open: {}", settings.name(), opened.description());
        return opened;
    }

    @Override
    public OperatorError explain(IOException cause) {
        return cause instanceof LiveCaptureException refusal ? explain(refusal) : failed(cause, TRY_AGAIN);
    }

    private OperatorError explain(LiveCaptureException refusal) {
        return switch (refusal.reason()) {
            case NO_SUCH_INTERFACE -> OperatorError.misused("There is no interface " + settings.name(),
                refusal.interfaces().isEmpty() ? refusal.getMessage()
                    : "This machine has " + String.join(", ", refusal.interfaces()),
                "Name one of them in capture.interfaces or after -i");
            case NO_PERMISSION -> forbidden(refusal);
            case NO_LIBPCAP -> failed(refusal, INSTALL_LIBPCAP);
            case INTERFACE_DOWN -> failed(refusal, "Bring it up with: ip link set dev " + settings.name() + " up");
            case BAD_FILTER -> OperatorError.misused("The filter '" + settings.selection().filter()
                    + "' can't be used on interface " + settings.name(), "libpcap says: " + refusal.getMessage(),
                "Give capture.filter an expression of pcap-filter(7), in which the word default may stand for the "
                    + "built-in one, or leave it empty");
            case OTHER -> failed(refusal, TRY_AGAIN);
        };
    }

    private OperatorError forbidden(LiveCaptureException refusal) {
        try {
            CaptureRights rights = CaptureRights.present();
            return OperatorError.failed("Interface " + settings.name() + " can't be captured on",
                refusal.getMessage() + ". " + rights.missing(), rights.remedy(), refusal);
        } catch (IOException e) {
            LOG.debug("this system does not tell which rights the process has", e);
            return failed(refusal, "The process needs the capability CAP_NET_RAW");
        }
    }

    private OperatorError failed(IOException cause, String whatToDo) {
        return OperatorError.failed("Interface " + settings.name() + " can't be captured on", cause.getMessage(),
            whatToDo, cause);
    }

    @Override
    public boolean live() {
        return true;
    }
}
