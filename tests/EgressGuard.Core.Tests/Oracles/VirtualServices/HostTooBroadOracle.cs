namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A wildcard in the mesh over many domains or the services of others (VS-18).</summary>
internal sealed class HostTooBroadOracle : RuleOracle
{
    public override string Rule => "EG211";

    public override OracleCase Generate(Pick pick) => VirtualServiceCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var (home, domain) = (Bindings.Home(@case.Object), @case.Policy.Mesh.ClusterDomain);
        if (Names.IsAtHomeOnThePlatform(@case) || !Bindings.Mesh(@case.Object["spec"]!["gateways"]))
        {
            yield break;
        }

        foreach (var (index, written) in Names.Strings(@case.Object["spec"]!["hosts"]).Index())
        {
            var host = Names.Plain(written);
            if (!host.StartsWith('*') || Names.IsOfNamespace(host, home, domain))
            {
                continue;
            }

            var labels = host.Split('.').Skip(1).Count(label => label.Length > 0);
            var coversServices = new[] { "*.svc", "*.svc." + domain, "*.svc.clusterset.local" }
                .Any(services => Names.Covers(services, host) || Names.Covers(host, services));
            if (labels < @case.Policy.ServiceEntries.MinimumWildcardLabels || coversServices)
            {
                yield return $"/spec/hosts/{index}";
            }
        }
    }
}
