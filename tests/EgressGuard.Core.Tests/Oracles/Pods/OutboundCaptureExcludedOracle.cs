using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG303 from POD-8, POD-9, POD-10, POD-12, POD-15 and the lists of section 7.</summary>
internal sealed class OutboundCaptureExcludedOracle : TemplateOracle
{
    private static readonly EgressPolicy Lenient = EgressPolicy.Default with
    {
        Name = "lenient",
        Pods = new PodSettings { AllowedExcludedPorts = [3306, 9000], AllowedExcludedIPRanges = ["10.0.0.0/8", "169.254.169.254/32"] },
    };

    public override string Rule => "EG303";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        Maybe(pick, annotations, "traffic.sidecar.istio.io/excludeOutboundPorts",
            "443", "3306", " 3306 , 9000", "3306,443", "", ",", "*", "03306", "3306,,");
        Maybe(pick, annotations, "traffic.sidecar.istio.io/excludeOutboundIPRanges",
            "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/9", "", " 10.0.0.0/8 ,", "::/0");
        Maybe(pick, annotations, "traffic.sidecar.istio.io/includeOutboundIPRanges", "*", "", " *", "*,10.0.0.0/8", "10.0.0.0/8");
        Maybe(pick, annotations, "traffic.sidecar.istio.io/excludeInterfaces", "eth0", "", ",", "eth0,net1");
        Maybe(pick, annotations, "sidecar.istio.io/interceptionMode", "REDIRECT", "TPROXY", "NONE", "redirect", "");
        Maybe(pick, annotations, "traffic.sidecar.istio.io/excludeInboundPorts", "8080");
        Maybe(pick, annotations, "traffic.sidecar.istio.io/includeOutboundPorts", "8080");
        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, []))
        {
            Policy = pick.Chance(50) ? EgressPolicy.Default : Lenient,
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var isLenient = @case.Policy.Name == "lenient";
        bool Has(string name, Func<string, bool> isBad) => pod.Annotation(name) is { } value && isBad(value);
        bool Lists(string value, params string[] allowed) =>
            value.Split(',').Select(item => item.Trim()).Any(item => item.Length > 0 && !(isLenient && allowed.Contains(item)));

        if (Has("traffic.sidecar.istio.io/excludeOutboundPorts", value => Lists(value, "3306", "03306", "9000")))
        {
            yield return "/metadata/annotations/traffic.sidecar.istio.io~1excludeOutboundPorts";
        }

        if (Has("traffic.sidecar.istio.io/excludeOutboundIPRanges", value => Lists(value, "10.0.0.0/8", "169.254.169.254/32")))
        {
            yield return "/metadata/annotations/traffic.sidecar.istio.io~1excludeOutboundIPRanges";
        }

        if (Has("traffic.sidecar.istio.io/includeOutboundIPRanges", value => value != "*"))
        {
            yield return "/metadata/annotations/traffic.sidecar.istio.io~1includeOutboundIPRanges";
        }

        if (Has("traffic.sidecar.istio.io/excludeInterfaces", value => value.Replace(",", "", StringComparison.Ordinal).Length > 0))
        {
            yield return "/metadata/annotations/traffic.sidecar.istio.io~1excludeInterfaces";
        }

        if (Has("sidecar.istio.io/interceptionMode", value => value != "REDIRECT" && value != "TPROXY"))
        {
            yield return "/metadata/annotations/sidecar.istio.io~1interceptionMode";
        }
    }

    private static void Maybe(Pick pick, JsonObject annotations, string name, params ReadOnlySpan<string> values)
    {
        if (pick.Chance(30))
        {
            annotations[name] = pick.One(values);
        }
    }
}
