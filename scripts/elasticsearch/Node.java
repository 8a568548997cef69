import java.nio.file.Path;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;

/** Run an Elasticsearch node from its published jars: Node.java HOME CONFIG. Ends cleanly on SIGTERM. */
public class Node {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("es.path.home", arguments[0]);
        LogConfigurator.configureESLogging();
        var settings = Settings.builder().put("path.home", arguments[0]).build();
        var environment = InternalSettingsPreparer.prepareEnvironment(
            settings, Map.of(), Path.of(arguments[1]), () -> "chanjiao");
        LogConfigurator.configure(environment, true);
        var node = new org.elasticsearch.node.Node(environment);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        node.start();
        Thread.currentThread().join();
    }
}
