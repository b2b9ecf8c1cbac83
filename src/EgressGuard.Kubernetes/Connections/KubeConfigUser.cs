using System.Net.Http.Headers;
using System.Text;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>The <c>user</c> of a kubeconfig: as whom to ask.</summary>
internal static class KubeConfigUser
{
    private static readonly string[] Impersonation = ["as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>The credentials of a user. A plugin is asked only where nothing else says who it is, as with kubectl.</summary>
    public static Credentials Read(ConfigNode user, ConfigNode cluster, ClusterConnection connection, TimeProvider time)
    {
        RefuseWhatIsNotKnown(user);
        var credential = ReadCertificate(user) ?? Credential.None;
        if (user.FilePath("tokenFile") is { } file)
        {
            return new TokenFile(file, user.Place("tokenFile"), credential, time, user.Text("token"));
        }

        if (user.Text("token") is { } token)
        {
            return Credentials.Fixed(credential.WithToken(token, user.Place("token")));
        }

        if (user.Text("username") is { } name)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}"));
            return Credentials.Fixed(credential.With(new AuthenticationHeaderValue("Basic", pair)));
        }

        if (credential.Certificate is not null)
        {
            return Credentials.Fixed(credential);
        }

        return user.Section("exec") is { } exec
            ? new ExecCredentials(ExecPlugin.Read(exec, cluster, connection), time)
            : Credentials.None;
    }

    private static void RefuseWhatIsNotKnown(ConfigNode user)
    {
        if (user.Has("auth-provider"))
        {
            throw user.Fail("auth-provider", "Kubernetes has removed it; use exec with the plugin of your provider, which its command line sets up");
        }

        // Asking as somebody else than meant would be worse than not asking.
        if (Impersonation.FirstOrDefault(user.Has) is { } field)
        {
            throw user.Fail(field, "impersonation is not supported; use a user who has the permissions");
        }

        if ((user.Has("token") || user.Has("tokenFile")) && user.Has("username"))
        {
            throw user.Fail("username", "there is a token as well; remove one of them");
        }
    }

    private static Credential? ReadCertificate(ConfigNode user)
    {
        var (certificate, certificateField) = Pem(user, "client-certificate");
        var (key, keyField) = Pem(user, "client-key");
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw user.Fail(keyField, "there is a key and no client-certificate; add the certificate or remove the key"),
            (_, null) => throw user.Fail(certificateField, "there is a certificate and no client-key; add the key or remove the certificate"),
            _ => ClientCertificate.FromPem(certificate, key, user.Place(certificateField), user.Place(keyField)),
        };
    }

    private static (string? Pem, string Field) Pem(ConfigNode user, string field)
    {
        if (user.Data(field + "-data") is { } data)
        {
            return (Encoding.UTF8.GetString(data), field + "-data");
        }

        return (user.FilePath(field) is { } path ? LocalFile.ReadText(path, user.Place(field)) : null, field);
    }
}
