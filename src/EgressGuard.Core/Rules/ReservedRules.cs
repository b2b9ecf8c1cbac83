using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>The entries of what is found before any rule runs: about the object as it was written, not about what it says.</summary>
public static class ReservedRules
{
    /// <summary>EG001. Always on: what cannot be read cannot be judged.</summary>
    public static RuleInfo MalformedObject { get; } = new()
    {
        Id = "EG001",
        Name = "malformed-object",
        Summary = "An object can be read.",
        Specification = "A3, A5",
        Why = "Istio, the API server and a guard read a malformed object differently, and each difference is a way past the guard. What cannot "
            + "be read cannot be judged, so nothing but the policy's enforcement softens this rule.",
        Example = new RuleExample(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: httpbin, namespace: shop}
            spec:
              hosts: [httpbin.example.com]
              ports: [{number: 443, name: tls, protocol: TLS}]
              resolution: dns
              exportTo: [".", istio-system]
            """,
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: httpbin, namespace: shop}
            spec:
              hosts: [httpbin.example.com]
              ports: [{number: 443, name: tls, protocol: TLS}]
              resolution: DNS
              exportTo: [".", istio-system]
            """),
        Kinds = [.. Enum.GetValues<ObjectKind>()],
        JudgesPlatform = true,
    };

    /// <summary>EG002. Only the command line finds it: the API server sends no ambiguous text.</summary>
    public static RuleInfo AmbiguousManifest { get; } = new()
    {
        Id = "EG002",
        Name = "ambiguous-manifest",
        Summary = "A file says one thing: no key twice, no merge over a key, nothing behind the end of a document.",
        Specification = "kubectl 1.32, measured",
        Why = "Of two equal keys kubectl keeps the last one, and a reviewer may have read the first. Only files are judged: "
            + "the API server sends no ambiguous text.",
        Example = new RuleExample(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: httpbin, namespace: shop}
            spec:
              hosts: [httpbin.example.com]
              ports: [{number: 443, name: tls, protocol: TLS}]
              resolution: DNS
              resolution: NONE
              exportTo: [".", istio-system]
            """,
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: httpbin, namespace: shop}
            spec:
              hosts: [httpbin.example.com]
              ports: [{number: 443, name: tls, protocol: TLS}]
              resolution: DNS
              exportTo: [".", istio-system]
            """),
        Kinds = [.. Enum.GetValues<ObjectKind>()],
        JudgesPlatform = true,
    };
}
