using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A host in a policy of the egress gateway is listed with its port, too.</summary>
/// <remarks>
/// <para>Fields: <c>spec.rules[].to[].operation.hosts</c> and <c>notHosts</c>. Istio compares them with the whole Host header, in which a
/// client may write the port.</para>
/// <para>Allowed: <c>*</c>; a host that ends with a star; a host that has a port; a host beside which the list has it with a port or with
/// <c>:*</c>. A host that begins with a star cannot end with one, so beside it each port is written out.</para>
/// </remarks>
internal sealed class AuthorizationHostWithoutPort : GatewayPolicyRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG604",
        Name = "authorization-host-without-port",
        Summary = "An AuthorizationPolicy on the egress gateway lists each host with its ports, too.",
        Specification = "AP-6",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy],
        JudgesPlatform = true,
        Why = "Istio compares a host with the whole Host header, and a client may put the port into that. A DENY policy that lists the name "
            + "alone is got past with ':443' behind it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  action: DENY
                  rules:
                  - to:
                    - operation:
                        hosts: [api.example.com]
                """,
            Corrected: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  action: DENY
                  rules:
                  - to:
                    - operation:
                        hosts: [api.example.com, "api.example.com:*"]
                """),
    };

    private protected override void Check(ObjectMeta metadata, AuthorizationPolicySpec spec, string gateway, RuleContext context)
    {
        for (var i = 0; i < spec.Rules.Count; i++)
        {
            for (var j = 0; j < spec.Rules[i].To.Count; j++)
            {
                if (spec.Rules[i].To[j].Operation is { } operation)
                {
                    var pointer = $"/spec/rules/{JsonPointer.Token(i)}/to/{JsonPointer.Token(j)}/operation/";
                    CheckHosts(operation.Hosts, pointer + "hosts/", gateway, context);
                    CheckHosts(operation.NotHosts, pointer + "notHosts/", gateway, context);
                }
            }
        }
    }

    private static void CheckHosts(IReadOnlyList<string> hosts, string pointer, string gateway, RuleContext context)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            var host = hosts[i];
            if (!host.EndsWith('*') && !host.Contains(':', StringComparison.Ordinal) && !hosts.Any(other => CoversPortOf(host, other)))
            {
                context.Report(
                    pointer + JsonPointer.Token(i),
                    $"{Quote.Text(host)} stands here without a port, and the {gateway} compares it with the whole Host header. A client that "
                    + $"writes the port there, as in {Quote.Text(host + ":443")}, does not match: DENY lets it through, and ALLOW refuses it.",
                    host.StartsWith('*')
                        ? $"List each port beside it, such as {Quote.Text(host + ":443")}: a host that begins with a star cannot end with one."
                        : $"List {Quote.Text(host + ":*")} beside it.");
            }
        }
    }

    /// <summary>Whether an item of the list stands for the host with some port (istio-egress.md AP-6). Case does not count.</summary>
    private static bool CoversPortOf(string host, string other)
    {
        if (other == "*")
        {
            return true;
        }

        // Istio takes a star at the beginning only: one at the end as well is a star that the header would have to have.
        var withPort = host + ":";
        return host.StartsWith('*')
            ? other.StartsWith(withPort, StringComparison.OrdinalIgnoreCase) && !other.EndsWith('*')
            : other.StartsWith(withPort, StringComparison.OrdinalIgnoreCase)
                || (other.EndsWith('*') && withPort.StartsWith(other[..^1], StringComparison.OrdinalIgnoreCase));
    }
}
