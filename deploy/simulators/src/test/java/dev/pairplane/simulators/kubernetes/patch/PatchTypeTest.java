package dev.pairplane.simulators.kubernetes.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTypeTest {

    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "SERVICES|{'metadata':{'finalizers':['a/b']}}|{'metadata':{'finalizers':['c/d','a/b']}}|{'metadata':{'finalizers':['c/d','a/b']}}",
                "SERVICES|{'metadata':{'finalizers':['a/b','c/d']}}|{'metadata':{'$deleteFromPrimitiveList/finalizers':['a/b']}}|{'metadata':{'finalizers':['c/d']}}",
                "SERVICES|{'spec':{'ports':[{'port':80,'name':'a'}]}}|{'spec':{'ports':[{'port':81}]}}|{'spec':{'ports':[{'port':81},{'port':80,'name':'a'}]}}",
                "SERVICES|{'spec':{'ports':[{'port':80},{'port':81}]}}|{'spec':{'ports':[{'port':80,'$patch':'delete'}]}}|{'spec':{'ports':[{'port':81}]}}",
                "SERVICES|{'spec':{'ports':[{'port':80},{'port':81}]}}|{'spec':{'ports':[{'$patch':'replace'},{'port':9}]}}|{'spec':{'ports':[{'port':9}]}}",
                "SERVICES|{'spec':{'ports':[{'port':80},{'port':81}]}}|{'spec':{'$setElementOrder/ports':[{'port':81},{'port':80}]}}|{'spec':{'ports':[{'port':81},{'port':80}]}}",
                "SERVICES|{'spec':{'ports':[{'port':80}]}}|{'spec':{'$setElementOrder/ports':[{'port':81},{'port':80}],'ports':[{'port':81}]}}|{'spec':{'ports':[{'port':81},{'port':80}]}}",
                "SERVICES|{'spec':{'clusterIPs':['a','b']}}|{'spec':{'clusterIPs':['c']}}|{'spec':{'clusterIPs':['c']}}",
                "SERVICES|{'spec':{'selector':{'a':'b'}}}|{'spec':{'selector':{'$patch':'replace','c':'d'}}}|{'spec':{'selector':{'c':'d'}}}",
                "SERVICES|{'spec':{'selector':{'a':'b'}}}|{'spec':{'selector':{'$patch':'delete'}}}|{'spec':{}}",
                "SERVICES|{'spec':{'selector':{'a':'b','c':'d'}}}|{'spec':{'selector':{'a':null}}}|{'spec':{'selector':{'c':'d'}}}",
                "PODS|{'spec':{'containers':[{'name':'a','image':'1','env':[{'name':'X','value':'1'}]}]}}|{'spec':{'containers':[{'name':'a','env':[{'name':'Y','value':'2'}]}]}}|{'spec':{'containers':[{'name':'a','image':'1','env':[{'name':'Y','value':'2'},{'name':'X','value':'1'}]}]}}",
                "PODS|{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}|{'spec':{'volumes':[{'$retainKeys':['name','configMap'],'name':'v','configMap':{'name':'c'}}]}}|{'spec':{'volumes':[{'name':'v','configMap':{'name':'c'}}]}}",
                "NODES|{'status':{'conditions':[{'type':'Ready','status':'False'}],'addresses':[{'type':'InternalIP','address':'1.1.1.1'}]}}|{'status':{'conditions':[{'type':'Ready','status':'True'}],'addresses':[{'type':'Hostname','address':'h'}]}}|{'status':{'conditions':[{'type':'Ready','status':'True'}],'addresses':[{'type':'Hostname','address':'h'},{'type':'InternalIP','address':'1.1.1.1'}]}}",
                "ENDPOINTSLICES|{'endpoints':[{'addresses':['1.1.1.1']}]}|{'endpoints':[{'addresses':['2.2.2.2']}]}|{'endpoints':[{'addresses':['2.2.2.2']}]}"
            })
    void mergesStrategically(ResourceType type, String original, String patch, String expected)
            throws IOException {
        assertThat(
                        PatchType.STRATEGIC.apply(
                                type, Json.parse(original.replace('\'', '"')), json(patch)))
                .isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "MERGE|{'a':{'b':1,'c':2}}|{'a':{'b':null,'d':[1]}}|{'a':{'c':2,'d':[1]}}",
                "MERGE|{'a':1}|{'a':{'b':{'c':null}}}|{'a':{'b':{}}}",
                "JSON|{'a':[1,2]}|[{'op':'add','path':'/a/1','value':9},{'op':'add','path':'/a/-','value':3}]|{'a':[1,9,2,3]}",
                "JSON|{'a':{'b/c':1}}|[{'op':'replace','path':'/a/b~1c','value':2}]|{'a':{'b/c':2}}",
                "JSON|{'a':[1,2]}|[{'op':'replace','path':'/a/0','value':2},{'op':'remove','path':'/a/1'}]|{'a':[2]}",
                "JSON|{'a':1}|[{'op':'test','path':'/a','value':1},{'op':'test','path':'/x','value':null},{'op':'copy','from':'/a','path':'/b'},{'op':'move','from':'/a','path':'/c'}]|{'b':1,'c':1}"
            })
    void appliesTheStandards(PatchType type, String original, String patch, String expected)
            throws IOException {
        assertThat(
                        type.apply(
                                ResourceType.SERVICES,
                                Json.parse(original.replace('\'', '"')),
                                json(patch)))
                .isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "MERGE|[]|400",
                "STRATEGIC|{'$patch':'shred'}|400",
                "STRATEGIC|{'spec':{'ports':[{'name':'a'}]}}|500",
                "JSON|{}|400",
                "JSON|[{'op':'test','path':'/metadata/uid','value':'x'}]|422",
                "JSON|[{'op':'add','path':'/metadata/labels/a','value':'x'}]|422",
                "JSON|[{'op':'add','path':'/list/7','value':'x'}]|422",
                "JSON|[{'op':'add','path':'/list/x','value':'x'}]|422",
                "JSON|[{'op':'remove','path':'/none'}]|422",
                "JSON|[{'op':'replace','path':'/none','value':1}]|422",
                "JSON|[{'op':'move','from':'/none','path':'/a'}]|422",
                "JSON|[{'op':'add','path':'/a'}]|422",
                "JSON|[{'op':'add','path':'a','value':1}]|422",
                "JSON|[{'op':'dance','path':'/a'}]|422",
                "JSON|[{'op':'replace','path':'','value':3}]|400"
            })
    void refusesWhatDoesNotFit(PatchType type, String patch, int code) throws IOException {
        JsonNode parsed = json(patch);

        assertThatThrownBy(() ->
                        type.apply(
                                ResourceType.SERVICES,
                                Json.parse("{\"metadata\":{},\"list\":[1]}"),
                                parsed))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
