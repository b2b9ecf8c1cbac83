using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A policy on the egress gateway that goes by parts of HTTP requests meets a server that reads requests.</summary>
/// <remarks>
/// Fields: <c>hosts</c>, <c>methods</c>, <c>paths</c> and their negations in <c>spec.rules[].to[].operation</c>,
/// <c>requestPrincipals</c> and <c>notRequestPrincipals</c> in <c>spec.rules[].from[].source</c>, and the conditions <c>request.…</c> of
/// <c>spec.rules[].when</c>, against the servers of Gateways on the egress gateway. Judged from both sides: whichever of the two arrives
/// last. Reported only when none of the servers that the rule can be for, by the ports it names, is plain HTTP or terminates HTTPS.
/// </remarks>
internal sealed class AuthorizationHttpOnTcp : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG608",
        Name = "authorization-http-on-tcp",
        Summary = "An AuthorizationPolicy goes by hosts, methods and paths only where the egress gateway reads HTTP requests.",
        Specification = "C24",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy, ObjectKind.Gateway],
        JudgesPlatform = true,
        Why = "Where the gateway passes TLS or TCP on, it sees no request. Istio then drops an ALLOW rule with such a field, and takes the "
            + "field out of a DENY rule, which stops more than it says.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
                    to:
                    - operation:
                        hosts: [api.example.com, "api.example.com:*"]
                """ + Server,
            Corrected: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
                    when:
                    - key: connection.sni
                      values: [api.example.com]
                """ + Server),
    };

    private const string Server = """

        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: ISTIO_MUTUAL}
            hosts: [shop/api.example.com]
        """;

    internal override void Check(RuleContext context)
    {
        switch (context.Subject.Object)
        {
            case AuthorizationPolicy policy:
                CheckPolicy(policy, context);
                break;
            case Gateway gateway:
                CheckGateway(gateway, context);
                break;
            default:
                break;
        }
    }

    private static void CheckPolicy(AuthorizationPolicy policy, RuleContext context)
    {
        var gateways = GatewayPolicies.GatewaysOf(policy, context.Subject.Namespace, context.Policy).ToList();
        var uses = HttpUse.AllOf(policy.Spec).ToList();
        if (gateways.Count == 0 || uses.Count == 0)
        {
            return;
        }

        if (!context.Mesh.Knows(ObjectKind.Gateway))
        {
            context.NotEvaluated("the Gateway objects of the mesh were not given");
            return;
        }

        var listeners = ListenersOf(gateways, context);
        foreach (var use in uses)
        {
            var meant = Meant(use, listeners);
            if (meant.Count > 0 && !meant.Exists(listener => listener.ReadsRequests))
            {
                context.Report(
                    use.Pointer,
                    $"{Quote.Text(use.Field)} is a part of HTTP requests, and the egress gateway reads none: "
                    + $"{meant[0]} passes on connections. {Effect(use)}",
                    "Go by connection.sni in when, or by ports, where the gateway passes connections on; or have it read the requests, "
                    + "with protocol HTTPS and tls.mode: ISTIO_MUTUAL.");
            }
        }
    }

    private static void CheckGateway(Gateway gateway, RuleContext context)
    {
        var own = GatewayListeners.OfSubject(gateway, context).Where(listener => !listener.ReadsRequests).ToList();
        var policies = own.Count == 0 ? [] : GatewayPolicies.HoldingFor(gateway, context);
        if (policies.Count > 0 && !context.Mesh.Knows(ObjectKind.Gateway))
        {
            context.NotEvaluated("the Gateway objects of the mesh were not given");
            return;
        }

        var useless = policies.SelectMany(policy => Useless(policy.Policy, policy.Reference, context)).ToList();
        foreach (var listener in own)
        {
            var found = useless.Find(candidate => RuleReach.IncludesPort(candidate.Use.Rule, listener.Server));
            if (found is ({ Name: not null } reference, { } use))
            {
                context.Report(
                    listener.Pointer,
                    $"The egress gateway passes on connections at {listener}, as at every server that AuthorizationPolicy "
                    + $"{Quote.Text(reference.ToString())} can be for, and reads no requests. The policy goes by {Quote.Text(use.Field)}. "
                    + Effect(use),
                    "Have the policy go by connection.sni, or by ports; or let the server read the requests, with protocol HTTPS and "
                    + "tls.mode: ISTIO_MUTUAL.");
            }
        }
    }

    /// <summary>The places of a policy that no server of its gateways can do anything with.</summary>
    private static IEnumerable<(ObjectRef Reference, HttpUse Use)> Useless(
        AuthorizationPolicy policy, ObjectRef reference, RuleContext context)
    {
        var listeners = ListenersOf(GatewayPolicies.GatewaysOf(policy, reference.Namespace, context.Policy), context);
        return HttpUse.AllOf(policy.Spec)
            .Where(use => !Meant(use, listeners).Exists(listener => listener.ReadsRequests))
            .Select(use => (reference, use));
    }

    private static List<GatewayListener> ListenersOf(IEnumerable<EgressGatewaySettings> gateways, RuleContext context) =>
        [.. gateways.SelectMany(gateway => GatewayListeners.Of(gateway, context))];

    private static List<GatewayListener> Meant(HttpUse use, List<GatewayListener> listeners) =>
        listeners.FindAll(listener => RuleReach.IncludesPort(use.Rule, listener.Server));

    private static string Effect(HttpUse use) => use.Allows
        ? "Istio drops the whole rule there, and it lets nobody through."
        : "Istio leaves this out there, and the rule stops more than it says.";
}
