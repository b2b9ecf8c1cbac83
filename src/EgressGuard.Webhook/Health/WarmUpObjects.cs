using System.Collections.Immutable;

namespace EgressGuard.Webhook.Health;

/// <summary>The objects to warm up with. Their hosts are nobody's.</summary>
internal static class WarmUpObjects
{
    private const string Istio = "networking.istio.io";

    /// <summary>Two ways out, one by plain HTTP and TLS passthrough and one on which the gateway makes the TLS, and a pod.</summary>
    public static ImmutableArray<WarmUpObject> Kept { get; } =
    [
        new("", "Namespace", "warm-up", "{}"),
        new(Istio, "Gateway", "warm-up", """
            {"selector":{"istio":"egressgateway"},"servers":[
            {"port":{"number":80,"name":"http","protocol":"HTTP"},"hosts":["./warm-up.example.com"]},
            {"port":{"number":443,"name":"tls","protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"},"hosts":["./warm-up.example.com"]}]}
            """),
        new(Istio, "DestinationRule", "warm-up", """
            {"host":"istio-egressgateway.istio-system.svc.cluster.local","exportTo":["."],"subsets":[{"name":"warm-up"}]}
            """),
        new(Istio, "VirtualService", "warm-up", """
            {"hosts":["warm-up.example.com"],"gateways":["mesh","warm-up"],"exportTo":[".","istio-system"],
            "http":[{"match":[{"gateways":["mesh"],"port":80}],
            "route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local","subset":"warm-up","port":{"number":80}}}]},
            {"match":[{"gateways":["warm-up"],"port":80}],"route":[{"destination":{"host":"warm-up.example.com","port":{"number":80}}}]}],
            "tls":[{"match":[{"gateways":["mesh"],"port":443,"sniHosts":["warm-up.example.com"]}],
            "route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local","subset":"warm-up","port":{"number":443}}}]},
            {"match":[{"gateways":["warm-up"],"port":443,"sniHosts":["warm-up.example.com"]}],
            "route":[{"destination":{"host":"warm-up.example.com","port":{"number":443}}}]}]}
            """),
        new(Istio, "ServiceEntry", "warm-up", """
            {"hosts":["warm-up.example.com"],"location":"MESH_EXTERNAL","resolution":"DNS","exportTo":[".","istio-system"],
            "ports":[{"number":80,"name":"http","protocol":"HTTP"},{"number":443,"name":"tls","protocol":"TLS"}]}
            """),
        new(Istio, "Gateway", "second", """
            {"selector":{"istio":"egressgateway"},"servers":[{"port":{"number":443,"name":"https-second","protocol":"HTTPS"},
            "tls":{"mode":"ISTIO_MUTUAL"},"hosts":["./second.example.com"]}]}
            """),
        new(Istio, "DestinationRule", "to-gateway", """
            {"host":"istio-egressgateway.istio-system.svc.cluster.local","exportTo":["."],"subsets":[{"name":"second","trafficPolicy":
            {"portLevelSettings":[{"port":{"number":443},"tls":{"mode":"ISTIO_MUTUAL","sni":"second.example.com"} }]} }]}
            """),
        new(Istio, "DestinationRule", "second", """
            {"host":"second.example.com","exportTo":["istio-system"],"trafficPolicy":{"portLevelSettings":[{"port":{"number":443},
            "tls":{"mode":"SIMPLE","sni":"second.example.com","subjectAltNames":["second.example.com"]} }]} }
            """),
        new(Istio, "VirtualService", "second", """
            {"hosts":["second.example.com"],"gateways":["mesh","second"],"exportTo":[".","istio-system"],"http":[
            {"match":[{"gateways":["mesh"],"port":80}],
            "route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local","subset":"second","port":{"number":443}}}]},
            {"match":[{"gateways":["second"],"port":443}],"route":[{"destination":{"host":"second.example.com","port":{"number":443}}}]}]}
            """),
        new(Istio, "ServiceEntry", "second", """
            {"hosts":["second.example.com"],"location":"MESH_EXTERNAL","resolution":"DNS","exportTo":[".","istio-system"],
            "ports":[{"number":80,"name":"http","protocol":"HTTP","targetPort":443},{"number":443,"name":"https","protocol":"HTTPS"}]}
            """),
        new("", "Pod", "warm-up", """
            {"securityContext":{"runAsNonRoot":true,"runAsUser":10001,"seccompProfile":{"type":"RuntimeDefault"}},
            "containers":[{"name":"app","image":"registry.example.com/app:1.0.0","command":["app"],"env":[{"name":"MODE","value":"warm"}],
            "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}
            """),
    ];

    /// <summary>What breaks rules.</summary>
    public static ImmutableArray<WarmUpObject> Broken { get; } =
    [
        new(Istio, "ServiceEntry", "broken", """{"hosts":["warm-up.example.com"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}]}"""),
        new(Istio, "ServiceEntry", "broken-wide", """
            {"hosts":["*.example.com","kubernetes.default.svc.cluster.local"],"addresses":["0.0.0.0/0","10.0.0.0/8","2001:db8::/32"],
            "location":"MESH_INTERNAL","resolution":"STATIC","exportTo":["*"],"subjectAltNames":["spiffe://example.com/app"],
            "ports":[{"number":443,"name":"tcp","protocol":"TCP"}],
            "endpoints":[{"address":"192.0.2.1","network":"outside","ports":{"tcp":8443},"labels":{"app":"other"}},{"address":"unix:///run/app.sock"}]}
            """),
        new(Istio, "VirtualService", "broken", """
            {"hosts":["warm-up.example.com"],"tls":[{"match":[{"sniHosts":["warm-up.example.com"]}],"route":[{"destination":{"host":"warm-up.example.com"}}]}]}
            """),
        new("", "Pod", "broken", """
            {"hostNetwork":true,"containers":[{"name":"warm-up","image":"warm-up","securityContext":{"capabilities":{"add":["NET_ADMIN"]}}}]}
            """),
    ];
}
