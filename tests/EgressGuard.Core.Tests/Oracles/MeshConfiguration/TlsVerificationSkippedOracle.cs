using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>Certificates of external hosts, or of the gateway, that go unchecked (DR-7, C16).</summary>
internal sealed class TlsVerificationSkippedOracle : RuleOracle
{
    public override string Rule => "EG405";

    public override OracleCase Generate(Pick pick) => DestinationRuleCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var isJudged = DestinationRuleCases.Host(@case) is { } host
            && (!Names.IsInCluster(host, @case.Policy.Mesh.ClusterDomain) || DestinationRuleCases.IsForGateway(@case));
        return isJudged && !Names.IsAtHomeOnThePlatform(@case)
            ? from place in DestinationRuleCases.TrafficPolicies(@case, withPorts: true)
                where place.Policy["tls"]?["insecureSkipVerify"]?.GetValue<bool>() == true
                select place.Pointer + "/tls/insecureSkipVerify"
            : [];
    }
}
