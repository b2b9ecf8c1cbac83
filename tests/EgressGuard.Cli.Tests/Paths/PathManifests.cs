namespace EgressGuard.Cli.Tests.Paths;

/// <summary>Small meshes.</summary>
internal static class PathManifests
{
    /// <summary>A host whose VirtualService forgets the sidecars: it leads the gateway only.</summary>
    public const string Direct = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          exportTo: [".", istio-system]
          resolution: DNS
          ports: [{number: 443, name: tls, protocol: TLS}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: api, namespace: shop}
        spec:
          selector: {istio: egressgateway}
          servers:
            - port: {number: 443, name: tls, protocol: TLS}
              tls: {mode: PASSTHROUGH}
              hosts: [./api.example.com]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          gateways: [api]
          exportTo: [".", istio-system]
          tls:
            - match: [{port: 443, sniHosts: [api.example.com]}]
              route: [{destination: {host: api.example.com, port: {number: 443}}}]

        """;

    /// <summary>A pattern that nobody leads to the gateway.</summary>
    public const string Wildcard = """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: cdn, namespace: shop}
        spec:
          hosts: ["*.cdn.example.com"]
          exportTo: [".", istio-system]
          ports: [{number: 443, name: tls, protocol: TLS}, {number: 80, name: http, protocol: HTTP}]

        """;

    /// <summary>A policy that does not count.</summary>
    public const string Policy = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata: {name: open}
        spec: {mesh: {outboundTrafficPolicy: ALLOW_ANY}}

        """;
}
