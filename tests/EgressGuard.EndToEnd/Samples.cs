using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Install;

namespace EgressGuard.EndToEnd;

/// <summary>Objects that the tests write.</summary>
internal static class Samples
{
    public const string GatewayLabel = "egressguard.io/gateway";
    public const string EgressLabel = "egressguard.io/egress";
    public const string InjectLabel = "sidecar.istio.io/inject";

    /// <summary>A ServiceEntry that nothing is wrong with. Its host is the namespace's own.</summary>
    public static JsonObject ServiceEntry(string @namespace, string name = "api", string version = "v1") => Manifests.Parse(
        $$"""
        apiVersion: networking.istio.io/{{version}}
        kind: ServiceEntry
        metadata: {name: {{name}}, namespace: {{@namespace}}}
        spec:
          hosts: [{{name}}.{{@namespace}}.example.com]
          location: MESH_EXTERNAL
          ports: [{number: 443, name: tls, protocol: TLS}]
          resolution: DNS
          exportTo: [".", istio-system]
        """);

    /// <summary>The same, but that every namespace sees it (EG102).</summary>
    public static JsonObject OpenServiceEntry(string @namespace, string name = "api", string version = "v1")
    {
        var item = ServiceEntry(@namespace, name, version);
        item["spec"]!["exportTo"] = new JsonArray("*");
        return item;
    }

    /// <summary>One with a label that the mutating webhook lets stand and the validating one refuses (EG307).</summary>
    public static JsonObject MislabelledServiceEntry(string @namespace)
    {
        var item = ServiceEntry(@namespace);
        item["metadata"]!["labels"] = new JsonObject { [GatewayLabel] = "somewhere.else" };
        return item;
    }

    /// <summary>The namespace of the egress gateway.</summary>
    public static JsonObject GatewayNamespace() => Manifests.Parse(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: istio-system}
        """);

    /// <summary>The Service of the egress gateway.</summary>
    public static JsonObject GatewayService() => Manifests.Parse(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: istio-egressgateway, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          ports: [{name: http2, port: 80}, {name: https, port: 443}]
        """);

    /// <summary>A pod as a careful team writes it.</summary>
    public static JsonObject Pod(string @namespace, string name = "worker") => Manifests.Parse(
        $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, namespace: {{@namespace}}}
        spec:
          containers:
          - name: app
            image: registry.example.com/app:1.0.0
            securityContext:
              runAsNonRoot: true
              runAsUser: 10001
              allowPrivilegeEscalation: false
              capabilities: {drop: [ALL]}
        """);

    /// <summary>The same in the node's network (EG302).</summary>
    public static JsonObject HostNetworkPod(string @namespace, string name = "worker")
    {
        var item = Pod(@namespace, name);
        item["spec"]!["hostNetwork"] = true;
        return item;
    }

    /// <summary>A policy.</summary>
    public static JsonObject Policy(string name, string specJson) => new()
    {
        ["apiVersion"] = "egressguard.io/v1alpha1",
        ["kind"] = "EgressPolicy",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = JsonNode.Parse(specJson),
    };

    /// <summary>An exemption of the ServiceEntry <c>api</c> of a namespace from EG102.</summary>
    public static JsonObject Exemption(string name, string @namespace, DateTimeOffset expires) => Manifests.Parse(
        $$"""
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: {{name}}}
        spec:
          rules: [EG102]
          subjects: [{kind: ServiceEntry, namespace: {{@namespace}}, name: api}]
          owner: web-shop
          reason: the host is shared until the move is done
          expires: "{{expires.UtcDateTime:yyyy-MM-ddTHH:mm:ss}}Z"
        """);
}
