using System.Text;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>An AdmissionReview as the API server would send it, with one part replaced at a time.</summary>
internal sealed record ReviewBody
{
    public string Uid { get; init; } = "\"7a1c\"";

    public string Group { get; init; } = "networking.istio.io";

    public string Kind { get; init; } = "ServiceEntry";

    public string SubResource { get; init; } = "";

    public string Operation { get; init; } = "CREATE";

    public string Namespace { get; init; } = "shop";

    public string Name { get; init; } = "httpbin";

    public string Username { get; init; } = "alice";

    public string Object { get; init; } = ScopedEntry;

    public string OldObject { get; init; } = "null";

    /// <summary>A ServiceEntry that breaks no rule but EG307.</summary>
    public const string ScopedEntry = """
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"httpbin","namespace":"shop"},
         "spec":{"hosts":["httpbin.org"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}],"resolution":"DNS","exportTo":[".","istio-system"]}}
        """;

    /// <summary>The same with the label that mutation adds.</summary>
    public const string LabelledEntry = """
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry",
         "metadata":{"name":"httpbin","namespace":"shop","labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"}},
         "spec":{"hosts":["httpbin.shop.svc.cluster.local"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}],"resolution":"DNS","exportTo":[".","istio-system"]}}
        """;

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    public override string ToString() => $$"""
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":{{Uid}},
         "kind":{"group":"{{Group}}","version":"v1","kind":"{{Kind}}"},"resource":{"group":"{{Group}}","version":"v1","resource":"x"},
         "subResource":"{{SubResource}}","name":"{{Name}}","namespace":"{{Namespace}}","operation":"{{Operation}}",
         "userInfo":{"username":"{{Username}}"},"object":{{Object}},"oldObject":{{OldObject}},"dryRun":false } }
        """;
}
