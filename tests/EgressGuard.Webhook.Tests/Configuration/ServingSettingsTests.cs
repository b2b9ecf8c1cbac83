using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Tests.Configuration;

public sealed class ServingSettingsTests
{
    [Fact]
    public void Everything_can_be_said()
    {
        var options = Read(
            "--cluster", "in-cluster", "--serving-certificate", "self-managed", "--install-name", "guard-2", "--certificate-lifetime", "12h",
            "--ca-lifetime", "7d", "--ca-grace", "30s", "--client-ca", "ca.crt", "--client-names", "apiserver,kube-apiserver.example.com");

        Assert.Equal(CertificateSource.SelfManaged, options.Source);
        Assert.Equal("guard-2", options.InstallName);
        Assert.Equal(TimeSpan.FromHours(12), options.CertificateLifetime);
        Assert.Equal(TimeSpan.FromDays(7), options.AuthorityLifetime);
        Assert.Equal(TimeSpan.FromSeconds(30), options.AuthorityGrace);
        Assert.Equal("ca.crt", options.ClientAuthorityFile);
        Assert.Equal(["apiserver", "kube-apiserver.example.com"], options.ClientNames);
    }

    [Fact]
    public void Files_are_the_source_where_they_are_given()
    {
        Assert.Equal(CertificateSource.Files, Read("--certificate", "c", "--key", "k").Source);
        Assert.Equal(CertificateSource.Ephemeral, Read().Source);
    }

    [Theory]
    [InlineData("--serving-certificate needs a cluster", "--serving-certificate self-managed needs a cluster", "--serving-certificate", "self-managed")]
    [InlineData("files without files", "--serving-certificate files needs --certificate and --key", "--serving-certificate", "files")]
    [InlineData("files and no files", "takes no --certificate and --key", "--serving-certificate", "ephemeral", "--certificate", "c", "--key", "k")]
    [InlineData("unknown", "'cert-manager' is not a source of certificates", "--serving-certificate", "cert-manager")]
    [InlineData("no unit", "'90' is not a duration", "--certificate-lifetime", "90")]
    [InlineData("zero", "'0d' is not a duration", "--ca-grace", "0d")]
    [InlineData("too long", "'99999d' is not a duration", "--ca-lifetime", "99999d")]
    [InlineData("authority too short", "--ca-lifetime is too short", "--ca-lifetime", "100d")]
    [InlineData("grace too long", "--ca-lifetime is too short", "--ca-grace", "200d")]
    [InlineData("name", "'Guard' is not a name", "--install-name", "Guard")]
    [InlineData("names alone", "--client-names needs --client-ca", "--client-names", "a")]
    [InlineData("names with spaces", "'a, b' is not a list of names", "--client-ca", "c", "--client-names", "a, b")]
    public void What_does_not_go_together_is_refused(string what, string problem, params string[] arguments)
    {
        var exception = Assert.Throws<StartException>(() => Read(arguments));

        Assert.True(exception.Message.Contains(problem, StringComparison.Ordinal), $"{what}: {exception.Message}");
        Assert.Equal(2, exception.ExitCode);
    }

    private static ServingOptions Read(params string[] arguments) => WebhookCommand.Read(arguments, _ => null)!.Serving;
}
