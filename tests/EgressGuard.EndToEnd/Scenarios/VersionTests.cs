using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>The same object in every version in which the API server serves it.</summary>
public sealed class VersionTests(World world) : Scenario(world)
{
    [Theory]
    [InlineData("v1alpha3")]
    [InlineData("v1beta1")]
    [InlineData("v1")]
    public async Task A_service_entry_is_judged_and_labelled_in_every_version(string version)
    {
        var refused = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace, version: version));
        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG102", refused.Message, StringComparison.Ordinal);

        var admitted = await Kube.CreateAsync(Samples.ServiceEntry(Namespace, version: version));
        Assert.True(admitted.IsSuccess, admitted.ToString());
        Assert.Equal("istio-egressgateway.istio-system", admitted.Label(Samples.GatewayLabel));
        Assert.Equal($"networking.istio.io/{version}", admitted.Object["apiVersion"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_written_in_one_version_is_judged_when_it_changes_in_another()
    {
        var admitted = await Kube.CreateAsync(Samples.ServiceEntry(Namespace, version: "v1alpha3"));
        Assert.True(admitted.IsSuccess, admitted.ToString());

        var open = Samples.OpenServiceEntry(Namespace, version: "v1beta1");
        open["metadata"]!["resourceVersion"] = admitted.Object["metadata"]!["resourceVersion"]!.GetValue<string>();
        var refused = await Kube.ReplaceAsync(open);
        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG102", refused.Message, StringComparison.Ordinal);

        var stored = await Kube.GetAsync(Types.ServiceEntry, In("api"));
        Assert.Equal(".", stored.Object["spec"]!["exportTo"]![0]!.GetValue<string>());
    }
}
