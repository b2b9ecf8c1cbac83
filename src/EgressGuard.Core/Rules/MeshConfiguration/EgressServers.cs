using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The listeners that a Gateway sets up on pods of the egress gateway.</summary>
internal static class EgressServers
{
    /// <summary>The servers of the Gateway under judgement with the pointer to each; none when it is for other gateway pods.</summary>
    public static IEnumerable<(GatewayServer Server, string Pointer)> Of(RuleContext context)
    {
        if (context.Subject.Object is not Gateway { Spec: { } spec } || !EgressGateways.Selects(spec, context.Policy))
        {
            yield break;
        }

        for (var i = 0; i < spec.Servers.Count; i++)
        {
            yield return (spec.Servers[i], "/spec/servers/" + JsonPointer.Token(i));
        }
    }
}
