using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A policy on the egress gateway that goes by who calls meets servers that know who calls.</summary>
/// <remarks>
/// Fields: <c>principals</c>, <c>namespaces</c>, <c>serviceAccounts</c> and their negations in <c>spec.rules[].from[].source</c>, and the
/// conditions <c>source.principal</c>, <c>source.namespace</c> and <c>source.serviceAccount</c> of <c>spec.rules[].when</c>, against the
/// servers of Gateways on the egress gateway. Judged from both sides: whichever of the two arrives last. Allowed: servers with
/// <c>tls.mode</c> <c>ISTIO_MUTUAL</c> or <c>MUTUAL</c>, and those that only redirect; rules for the ports or hosts of such servers only;
/// the value <c>*</c>, which asks for nothing but an identity; policies with the action <c>AUDIT</c>.
/// </remarks>
internal sealed class AuthorizationNeedsIdentity : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG607",
        Name = "authorization-needs-identity",
        Summary = "An AuthorizationPolicy that goes by identity holds only for servers of the egress gateway that learn the caller's.",
        Specification = "C23, AP-5",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy, ObjectKind.Gateway],
        JudgesPlatform = true,
        Why = "Over plain text or TLS that passes through, the gateway does not learn who calls. A DENY rule by namespace or principal "
            + "then stops nobody, and an ALLOW rule lets nobody through.",
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
                  - from:
                    - source:
                        namespaces: [guest]
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: PASSTHROUGH}
                    hosts: [shop/api.example.com]
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
                  - from:
                    - source:
                        namespaces: [guest]
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
                """),
    };

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
        var uses = IdentityUse.AllOf(policy.Spec).ToList();
        if (gateways.Count == 0 || uses.Count == 0)
        {
            return;
        }

        if (!context.Mesh.Knows(ObjectKind.Gateway))
        {
            context.NotEvaluated("the Gateway objects of the mesh were not given");
        }

        var anonymous = gateways.SelectMany(gateway => GatewayListeners.Of(gateway, context)).Where(IsAnonymous).ToList();
        foreach (var use in uses)
        {
            if (anonymous.Find(listener => RuleReach.Includes(use.Rule, listener.Server)) is { } found)
            {
                context.Report(
                    use.Pointer,
                    $"{Quote.Text(use.Field)} goes by who calls, and at {found} the egress gateway does not learn that. It {Effect(use)}",
                    "Set tls.mode: ISTIO_MUTUAL on that server (with protocol HTTPS or TLS) and in the DestinationRule for the gateway's "
                    + "Service, or name in the rule the ports that it is for.");
            }
        }
    }

    private static void CheckGateway(Gateway gateway, RuleContext context)
    {
        var anonymous = GatewayListeners.OfSubject(gateway, context).Where(IsAnonymous).ToList();
        var policies = anonymous.Count == 0 ? [] : GatewayPolicies.HoldingFor(gateway, context);
        var uses = policies
            .SelectMany(policy => IdentityUse.AllOf(policy.Policy.Spec), (policy, use) => (policy.Reference, Use: use))
            .ToList();
        foreach (var listener in anonymous)
        {
            var found = uses.Find(candidate => RuleReach.Includes(candidate.Use.Rule, listener.Server));
            if (found is ({ Name: not null } reference, { } use))
            {
                context.Report(
                    listener.Pointer,
                    $"The egress gateway does not learn who calls at {listener}, and AuthorizationPolicy {Quote.Text(reference.ToString())} "
                    + $"goes by that ({Quote.Text(use.Field)}). It {Effect(use)}",
                    "Set tls.mode: ISTIO_MUTUAL (with protocol HTTPS or TLS) and the same in the DestinationRule for the gateway's Service, "
                    + "or have the rule of the policy name the ports that it is for.");
            }
        }
    }

    private static bool IsAnonymous(GatewayListener listener) => listener is { KnowsCaller: false, OnlyRedirects: false };

    private static string Effect(IdentityUse use) => (use.IsNegated, use.Allows) switch
    {
        (false, true) => "holds for nobody there, so the rule lets nobody through.",
        (false, false) => "holds for nobody there, so what the rule should stop goes through.",
        (true, true) => "holds for everybody there, so the rule lets those through, too, that it leaves out.",
        (true, false) => "holds for everybody there, so the rule stops those, too, that it leaves out.",
    };
}
