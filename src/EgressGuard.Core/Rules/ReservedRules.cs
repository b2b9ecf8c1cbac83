using System.Collections.Immutable;
using EgressGuard.Core.Admission;
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

    /// <summary>EG003. Always on, and nothing softens it: the guard takes no policy that it cannot read as a whole.</summary>
    public static RuleInfo InvalidPolicy { get; } = new()
    {
        Id = "EG003",
        Name = "invalid-policy",
        Summary = "An EgressPolicy is valid as a whole.",
        Specification = "the policy's own form",
        Why = "A field that is misspelled sets nothing, and half a policy is a guard with holes. So every error is told when the policy is "
            + "written, and a running guard keeps the last good one.",
        Example = new RuleExample(
            """
            apiVersion: egressguard.io/v1alpha1
            kind: EgressPolicy
            metadata: {name: default}
            spec:
              enforcment: Warn
            """,
            """
            apiVersion: egressguard.io/v1alpha1
            kind: EgressPolicy
            metadata: {name: default}
            spec:
              enforcement: Warn
            """),
        Kinds = [],
        GuardKind = GuardKind.EgressPolicy,
        JudgesPlatform = true,
    };

    /// <summary>EG004. Always on, and nothing softens it: what is not wholly understood exempts nothing.</summary>
    public static RuleInfo InvalidExemption { get; } = new()
    {
        Id = "EG004",
        Name = "invalid-exemption",
        Summary = "An EgressExemption is valid as a whole, has not expired, and lasts no longer than the policy allows.",
        Specification = "the exemption's own form",
        Why = "An exemption names the rules and the objects, says who answers for it, and ends: everything else would be a hole that nobody "
            + "remembers. One that exempts nothing is refused when it is written, so that nobody counts on it.",
        Example = new RuleExample(
            """
            apiVersion: egressguard.io/v1alpha1
            kind: EgressExemption
            metadata: {name: legacy-batch}
            spec:
              rules: [EG302]
              subjects:
              - {kind: Pod, namespace: shop, name: "*"}
              owner: team-shop
              reason: The batch job needs the network of its node until it is moved.
            """,
            """
            apiVersion: egressguard.io/v1alpha1
            kind: EgressExemption
            metadata: {name: legacy-batch}
            spec:
              rules: [EG302]
              subjects:
              - {kind: Pod, namespace: shop, name: legacy-batch-*}
              owner: team-shop
              reason: The batch job needs the network of its node until it is moved.
              expires: "2026-12-31T00:00:00Z"
            """),
        Kinds = [],
        GuardKind = GuardKind.EgressExemption,
        JudgesPlatform = true,
    };

    /// <summary>All of them, ordered by id. Nothing is exempted from any.</summary>
    public static ImmutableArray<RuleInfo> All { get; } = [MalformedObject, AmbiguousManifest, InvalidPolicy, InvalidExemption];

    /// <summary>Whether the rule is about the guard's own objects, so that neither policy nor exemption can soften it.</summary>
    public static bool IsOfGuardObjects(string id) => id == InvalidPolicy.Id || id == InvalidExemption.Id;
}
