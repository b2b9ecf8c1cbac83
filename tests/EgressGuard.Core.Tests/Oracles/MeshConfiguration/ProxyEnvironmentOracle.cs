using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG419: variables that are not listed, DNS switched off, images with tools.</summary>
internal sealed class ProxyEnvironmentOracle : RuleOracle
{
    public override string Rule => "EG419";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        if (pick.Chance(80))
        {
            var variables = new JsonObject();
            foreach (var key in pick.Some(
                3,
                "ISTIO_META_DNS_CAPTURE", "ISTIO_META_DNS_AUTO_ALLOCATE", "EXIT_ON_ZERO_ACTIVE_CONNECTIONS",
                "DRY_RUN", "A/B~C", "istio_meta_dns_capture"))
            {
                variables[key] = pick.One("true", "True", "1", "t", "false", "0", "F", "yes", "tRUE", "", null);
            }

            spec["environmentVariables"] = variables;
        }

        if (pick.Chance(40))
        {
            var image = new JsonObject();
            pick.Maybe(image, "imageType", "default", "distroless", "", "debug", "Distroless");
            spec["image"] = image;
        }

        var @namespace = GatewayCases.Namespace(pick);
        var policy = GatewayCases.Policy(pick);
        var pods = pick.Chance(70) ? policy.Pods : policy.Pods with { AllowedProxyMetadata = ["DRY_RUN", "ISTIO_META_DNS_CAPTURE"] };
        return new OracleCase(GatewayCases.Object("networking.istio.io/v1beta1", "ProxyConfig", @namespace, pick.Chance(5) ? null : spec))
        {
            Policy = policy with { Pods = pods },
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (GatewayCases.IsPlatform(@case))
        {
            yield break;
        }

        var spec = @case.Object["spec"];
        foreach (var (key, value) in spec?["environmentVariables"] as JsonObject ?? [])
        {
            var isDns = key.StartsWith("ISTIO_META_DNS_", StringComparison.Ordinal);
            if (!@case.Policy.Pods.AllowedProxyMetadata.Contains(key)
                || (isDns && !new[] { "1", "t", "T", "TRUE", "true", "True" }.Contains(OracleCase.Text(value))))
            {
                yield return "/spec/environmentVariables/"
                    + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            }
        }

        if (OracleCase.Text(spec?["image"]?["imageType"]) is { Length: > 0 } type && type != "default" && type != "distroless")
        {
            yield return "/spec/image/imageType";
        }
    }
}
