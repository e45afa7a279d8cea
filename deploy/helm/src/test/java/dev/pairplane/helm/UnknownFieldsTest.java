package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads every object into fabric8's model of it, which keeps what it does not know apart.
class UnknownFieldsTest {

    static List<String> names() {
        return Chart.accepted().toList();
    }

    /// A field that Kubernetes does not know is dropped by it silently, as a rule.
    @ParameterizedTest
    @MethodSource("names")
    void noObjectHasAFieldThatItsKindDoesNotKnow(String values) throws Exception {
        for (Manifest manifest : Chart.render(values).manifests()) {
            // CloudNativePG's is in no library of models.
            if (manifest.kind() != Kind.CLUSTER) {
                assertThat(unknown(Yaml.text(manifest.tree()))).as(manifest.id()).isEmpty();
            }
        }
    }

    /// So that the test above would notice.
    @Test
    void anUnknownFieldIsFoundWhereverItIs() throws Exception {
        assertThat(
                        unknown(
                                """
                                apiVersion: apps/v1
                                kind: Deployment
                                metadata: {name: a}
                                spec:
                                  replica: 1
                                  template:
                                    spec:
                                      containers: [{name: a, volumeMount: []}]
                                """))
                .containsExactlyInAnyOrder(
                        "/spec: replica", "/spec/template/spec/containers/0: volumeMount");
        assertThat(
                        unknown(
                                """
                                apiVersion: monitoring.coreos.com/v1
                                kind: ServiceMonitor
                                metadata: {name: a}
                                spec: {endpoint: []}
                                """))
                .containsExactly("/spec: endpoint");
    }

    /// Paths of the fields of an object that its kind does not have.
    static List<String> unknown(String yaml) throws Exception {
        HasMetadata object = new KubernetesSerialization().unmarshal(yaml);
        List<String> found = new ArrayList<>();
        walk(object, "", found);
        return found;
    }

    private static void walk(Object value, String path, List<String> found) throws Exception {
        switch (value) {
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    walk(list.get(i), path + "/" + i, found);
                }
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    walk(entry.getValue(), path + "/" + entry.getKey(), found);
                }
            }
            case Object bean when bean.getClass().getName().startsWith("io.fabric8.") ->
                    properties(bean, path, found);
            default -> {}
        }
    }

    private static void properties(Object bean, String path, List<String> found) throws Exception {
        for (Method getter : bean.getClass().getMethods()) {
            boolean property =
                    getter.getName().startsWith("get")
                            && getter.getParameterCount() == 0
                            && !getter.getReturnType().isPrimitive();
            if (property) {
                Object value = value(bean, getter);
                if (value instanceof Map<?, ?> more
                        && getter.getName().equals("getAdditionalProperties")) {
                    more.keySet().forEach(key -> found.add(path + ": " + key));
                } else if (value != null && !(value instanceof Class)) {
                    String name =
                            getter.getName().substring(3, 4).toLowerCase(java.util.Locale.ROOT)
                                    + getter.getName().substring(4);
                    walk(value, path + "/" + name, found);
                }
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Object value(Object bean, Method getter)
            throws Exception {
        try {
            return getter.invoke(bean);
        } catch (InvocationTargetException e) {
            throw new AssertionError(getter.toString(), e);
        }
    }
}
