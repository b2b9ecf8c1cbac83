using System.Diagnostics.CodeAnalysis;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The keys of tokens are fetched from servers of the cluster.</summary>
/// <remarks>
/// Fields: <c>spec.jwtRules[].jwksUri</c>, and <c>issuer</c> where neither that nor <c>jwks</c> is given: istiod then asks the issuer's
/// server where the keys are. Allowed: http and https URLs whose host is a service of the cluster or an address of the policy's
/// <c>mesh.clusterRanges</c>. A name without a dot is a service. Whoever fetches the keys is istiod or a proxy, and neither request goes
/// through the egress gateway (istio-egress.md 4.14).
/// </remarks>
internal sealed class KeyServerOutside : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG420",
        Name = "key-server-outside",
        Summary = "A RequestAuthentication fetches keys from servers of the cluster.",
        Specification = "4.14 RequestAuthentication",
        Kinds = [ObjectKind.RequestAuthentication],
        DefaultAction = RuleAction.Warn,
        Why = "The control plane itself fetches jwksUri, without an egress gateway in between. Whoever may write the URL can make it call "
            + "any server.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: RequestAuthentication
                metadata: {name: tokens, namespace: shop}
                spec:
                  jwtRules:
                  - issuer: https://login.example.com
                    jwksUri: https://login.example.com/keys
                """,
            Corrected: """
                apiVersion: security.istio.io/v1
                kind: RequestAuthentication
                metadata: {name: tokens, namespace: shop}
                spec:
                  jwtRules:
                  - issuer: https://login.example.com
                    jwksUri: http://keys.identity.svc.cluster.local/keys
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not RequestAuthentication { Spec: { } spec })
        {
            return;
        }

        for (var i = 0; i < spec.JwtRules.Count; i++)
        {
            var (rule, pointer) = (spec.JwtRules[i], $"/spec/jwtRules/{JsonPointer.Token(i)}");
            if (rule.JwksUri is { Length: > 0 } address)
            {
                Judge(address, pointer + "/jwksUri", context);
            }
            else if (rule is { Issuer: { } issuer, Jwks: null or "" } && TryReadHost(issuer, out _))
            {
                Judge(issuer, pointer + "/issuer", context);
            }
        }
    }

    private static void Judge(string address, string pointer, RuleContext context)
    {
        if (Problem(address, context) is { } problem)
        {
            context.Report(
                pointer,
                $"{Quote.Text(address)} {problem}",
                "Give the keys in jwks, or write in jwksUri the full name of a service, such as "
                + $"http://keys.identity.svc.{context.Policy.Mesh.ClusterDomain}/keys.");
        }
    }

    private static string? Problem(string address, RuleContext context)
    {
        if (!TryReadHost(address, out var host))
        {
            return "is no http or https URL that can be read. Nobody can tell which server gives the keys.";
        }

        var mesh = context.Policy.Mesh;
        var name = HostName.Expand(HostName.Normalize(host), context.Subject.Namespace, mesh.ClusterDomain);
        var isInCluster = IPRange.TryParse(host, out var range) ? mesh.IsInCluster(range) : HostName.IsInCluster(name, mesh.ClusterDomain);
        return isInCluster
            ? null
            : $"names host {Quote.Text(host)}, which is not in the cluster. The keys are fetched directly, past the egress gateway.";
    }

    private static bool TryReadHost(string address, [NotNullWhen(true)] out string? host)
    {
        var isUrl = Uri.TryCreate(address, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.IdnHost.Length > 0;
        host = isUrl ? url!.IdnHost : null;
        return isUrl;
    }
}
