using System.Text.Json.Nodes;

namespace EgressGuard.Bypass.Running;

/// <summary>Objects that are in order, for tests to spoil.</summary>
internal static class Given
{
    /// <summary>A pod that the webhook admits.</summary>
    public static JsonObject Pod(string name = "web", string @namespace = "shop") => Ask.Yaml($$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: {{@namespace}}
          labels: {egressguard.io/egress: gateway, sidecar.istio.io/inject: "true"}
        spec:
          containers:
          - {name: app, image: registry.example.com/app:1.0.0}
        """);

    /// <summary>A pod with the lines of a spec beside its container, written in YAML's flow style.</summary>
    public static JsonObject PodWith(string spec, string name = "web", string @namespace = "shop") => Pod(name, @namespace).With(pod =>
    {
        foreach (var (member, value) in Ask.Flow(spec))
        {
            pod["spec"]![member] = value?.DeepClone();
        }
    });

    /// <summary>A ServiceEntry that the webhook admits, with a warning while nothing leads its host to the gateway.</summary>
    public static JsonObject ServiceEntry(string host = "api.example.com", string name = "api", string @namespace = "shop") => Ask.Yaml($$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata:
          name: {{name}}
          namespace: {{@namespace}}
          labels: {egressguard.io/gateway: istio-egressgateway.istio-system}
        spec:
          hosts: ["{{host}}"]
          exportTo: [".", istio-system]
          location: MESH_EXTERNAL
          resolution: DNS
          ports: [{number: 443, name: tls, protocol: TLS}]
        """);

    /// <summary>The route of a host from sidecars to the gateway, and from there to the host.</summary>
    public static JsonObject VirtualService(string host, string name) => Ask.Yaml($$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: {{name}}
          namespace: shop
          labels: {egressguard.io/gateway: istio-egressgateway.istio-system}
        spec:
          hosts: ["{{host}}"]
          gateways: [mesh, {{name}}]
          exportTo: [".", istio-system]
          tls:
          - match: [{gateways: [mesh], port: 443, sniHosts: ["{{host}}"]}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443} } }]
          - match: [{gateways: [{{name}}], port: 443, sniHosts: ["{{host}}"]}]
            route: [{destination: {host: "{{host}}", port: {number: 443} } }]
        """);

    /// <summary>The gateway's server for a host.</summary>
    public static JsonObject Gateway(string host, string name) => Ask.Yaml($$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: {{name}}, namespace: shop}
        spec:
          selector: {istio: egressgateway}
          servers:
          - {port: {number: 443, name: tls, protocol: TLS}, tls: {mode: PASSTHROUGH}, hosts: ["./{{host}}"]}
        """);

    public static JsonObject Service(string spec, string name = "web") => Ask.Yaml($$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec: {{spec}}
        """);

    public static JsonObject Namespace(string name, string labels = "") => Ask.Yaml($$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{name}}, labels: { {{labels}} } }
        """);

    /// <summary>A copy with a change.</summary>
    public static JsonObject With(this JsonObject source, Action<JsonObject> change)
    {
        var copy = source.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    /// <summary>A copy with a label.</summary>
    public static JsonObject Labelled(this JsonObject source, string key, string value) => source.With(item => Map(item, "labels")[key] = value);

    /// <summary>A copy with an annotation.</summary>
    public static JsonObject Annotated(this JsonObject source, string key, string value) =>
        source.With(item => Map(item, "annotations")[key] = value);

    private static JsonObject Map(JsonObject item, string name)
    {
        var metadata = item["metadata"]!.AsObject();
        return (metadata[name] ??= new JsonObject()).AsObject();
    }
}
