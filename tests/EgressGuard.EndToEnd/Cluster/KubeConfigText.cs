using System.Text;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>A kubeconfig with a client certificate.</summary>
internal static class KubeConfigText
{
    public static string Of(Uri server, string authorityPem, KeyPair client) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: end-to-end
        clusters:
        - name: end-to-end
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Base64(authorityPem)}
        users:
        - name: administrator
          user:
            client-certificate-data: {Base64(client.CertificatePem)}
            client-key-data: {Base64(client.KeyPem)}
        contexts:
        - name: end-to-end
          context:
            cluster: end-to-end
            user: administrator

        """;

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
