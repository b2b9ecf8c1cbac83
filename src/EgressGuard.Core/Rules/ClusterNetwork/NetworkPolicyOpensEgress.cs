using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>A NetworkPolicy does not open the way to destinations outside. Policies add up: one that opens defeats all that close.</summary>
/// <remarks>
/// <para>Fields: <c>spec.policyTypes</c>, <c>spec.egress[].to</c> and <c>spec.egress[].to[].ipBlock.cidr</c>. Egress rules count when
/// <c>policyTypes</c> has <c>Egress</c> or is empty.</para>
/// <para>Allowed: destinations by <c>namespaceSelector</c> or <c>podSelector</c>; ranges in the policy's <c>mesh.clusterRanges</c>, or
/// private ones where those are empty; other ranges of at least <c>networkPolicies.minimumIPv4Prefix</c> (default /24) or
/// <c>minimumIPv6Prefix</c> (default /64) bits; what NAT64 translates (<c>64:ff9b::/96</c>, <c>64:ff9b:1::/48</c>) is as wide as the
/// IPv4 range behind it. <c>except</c> makes no range narrow. A rule without <c>to</c> opens every destination,
/// whatever its ports: port 53 alone is enough for a tunnel.</para>
/// </remarks>
internal sealed class NetworkPolicyOpensEgress : Rule
{
    private const string Danger = "Other policies cannot close it again, and what leaves there need not pass the egress gateway.";

    private const string ThroughGateway =
        "Allow the egress gateway by its namespaceSelector instead, and reach hosts outside through it; ranges of the cluster belong in the "
        + "policy's spec.mesh.clusterRanges.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG508",
        Name = "network-policy-opens-egress",
        Summary = "The egress rules of a NetworkPolicy name destinations in the cluster or narrow ranges.",
        Specification = "NP-1",
        Kinds = [ObjectKind.NetworkPolicy],
        Why = "Network policies are what holds a pod that gets past its sidecar. They add up, so a single wide one undoes the platform's "
            + "policy that closes everything.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: out, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                  - to:
                    - ipBlock:
                        cidr: 0.0.0.0/0
                """,
            Corrected: """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: out, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                  - to:
                    - namespaceSelector:
                        matchLabels: {kubernetes.io/metadata.name: istio-system}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not NetworkPolicy { Spec: { } spec } || !IsAboutEgress(spec))
        {
            return;
        }

        for (var i = 0; i < spec.Egress.Count; i++)
        {
            var pointer = "/spec/egress/" + JsonPointer.Token(i);
            var peers = spec.Egress[i].To;
            if (peers.Count == 0)
            {
                context.Report(
                    pointer,
                    $"This egress rule names no destination, which allows every one"
                    + $"{(spec.Egress[i].Ports.Count > 0 ? " on its ports" : "")}. {Danger}",
                    "List the destinations in to, with a namespaceSelector: the egress gateway's namespace, or kube-system for DNS.");
            }

            for (var j = 0; j < peers.Count; j++)
            {
                CheckPeer(peers[j], $"{pointer}/to/{JsonPointer.Token(j)}", context);
            }
        }
    }

    /// <summary>Without types, Kubernetes takes egress rules for meant (istio-egress.md NP-1).</summary>
    private static bool IsAboutEgress(NetworkPolicySpec spec) => spec.PolicyTypes.Count == 0 || spec.PolicyTypes.Contains("Egress");

    private static void CheckPeer(NetworkPolicyPeer peer, string pointer, RuleContext context)
    {
        if (peer.IpBlock is { } block)
        {
            if (Judge(block.Cidr ?? "", context.Policy) is var (problem, remedy))
            {
                context.Report(
                    pointer + "/ipBlock/cidr",
                    $"{Quote.Text(block.Cidr ?? "")} {problem}"
                    + $"{(block.Except.Count > 0 ? ", and what except leaves of it is still too much" : "")}. {Danger}",
                    remedy);
            }
        }
        else if (peer.NamespaceSelector is null && peer.PodSelector is null)
        {
            context.Report(
                pointer,
                "This destination is empty. Kubernetes refuses it, so nobody knows what a network plug-in makes of it.",
                "Write a namespaceSelector or a podSelector, or remove the item.");
        }
    }

    /// <summary>What is wrong with a range, as the rest of a sentence that begins with it, and what to write; null when nothing is.</summary>
    private static (string Problem, string Remedy)? Judge(string cidr, EgressPolicy policy)
    {
        if (!cidr.Contains('/', StringComparison.Ordinal) || !IPRange.TryParse(cidr, out var range))
        {
            return ("is no CIDR range, so nobody knows what it opens", "Write a range, such as 203.0.113.10/32 for one address.");
        }

        if (range.IsIPv4 && cidr.Contains(':', StringComparison.Ordinal))
        {
            return (
                $"hides the IPv4 range {range} in IPv6, which network plug-ins read differently",
                "Write an IPv4 range in its own form, such as 203.0.113.0/24.");
        }

        if (policy.Mesh.IsInCluster(range))
        {
            return null;
        }

        // Here the policy has told the cluster's ranges: other private ones belong to somebody else's network.
        if (MeshSettings.IsPrivate(range))
        {
            return ("is a private range that does not belong to the cluster", ThroughGateway);
        }

        var minimum = range.IsIPv4 ? policy.NetworkPolicies.MinimumIPv4Prefix : policy.NetworkPolicies.MinimumIPv6Prefix;
        return range.PrefixLength switch
        {
            0 => ("is every address", ThroughGateway),
            var length when length < minimum => ($"is wider than /{JsonPointer.Token(minimum)}", ThroughGateway),
            _ when range.Translated is { } translated && translated.PrefixLength < policy.NetworkPolicies.MinimumIPv4Prefix =>
                ($"stands for {translated} where the network translates addresses (NAT64), and that is wider than "
                    + $"/{JsonPointer.Token(policy.NetworkPolicies.MinimumIPv4Prefix)}", ThroughGateway),
            _ => null,
        };
    }
}
