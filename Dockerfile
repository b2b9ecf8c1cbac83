# syntax=docker/dockerfile:1
# The image of EgressGuard: the webhook, and the command line beside it.
#
#   docker build -t registry.example.com/egressguard:0.1.0 \
#     --build-arg VERSION=0.1.0 --build-arg REVISION=$(git rev-parse HEAD) --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) .
#   docker run --rm -p 8443:8443 registry.example.com/egressguard:0.1.0
#   docker run --rm -i --entrypoint dotnet registry.example.com/egressguard:0.1.0 /app/cli/egressguard.dll check - < manifests.yaml
#
# The same arguments and base images give the same bytes: packages are those of the lock files, the compiler is deterministic, and
# every file has the time of SOURCE_DATE_EPOCH. To pin the base images, too, name them by digest.

# The build runs on the builder's own processor: what it makes runs on every one. For amd64, the command line is compiled ahead of time.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE_DATE_EPOCH=0
ARG TARGETARCH
# CI turns on locked restores and builds whose paths do not depend on the machine.
ENV CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
WORKDIR /source

# What decides about packages comes first, so that they are fetched again only when it changes.
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props ./
COPY src/EgressGuard.Core/EgressGuard.Core.csproj src/EgressGuard.Core/packages.lock.json src/EgressGuard.Core/
COPY src/EgressGuard.Yaml/EgressGuard.Yaml.csproj src/EgressGuard.Yaml/packages.lock.json src/EgressGuard.Yaml/
COPY src/EgressGuard.Kubernetes/EgressGuard.Kubernetes.csproj src/EgressGuard.Kubernetes/packages.lock.json src/EgressGuard.Kubernetes/
COPY src/EgressGuard.Webhook/EgressGuard.Webhook.csproj src/EgressGuard.Webhook/packages.lock.json src/EgressGuard.Webhook/
COPY src/EgressGuard.Cli/EgressGuard.Cli.csproj src/EgressGuard.Cli/packages.lock.json src/EgressGuard.Cli/
RUN dotnet restore src/EgressGuard.Webhook/EgressGuard.Webhook.csproj --locked-mode
RUN dotnet restore src/EgressGuard.Cli/EgressGuard.Cli.csproj --locked-mode

COPY src/ src/
# Without debug information: the generator of log messages writes its source in another order each time, and the .pdb tells.
RUN dotnet publish src/EgressGuard.Webhook/EgressGuard.Webhook.csproj --no-restore --configuration Release --output /out/webhook \
    -p:Version=$VERSION -p:SourceRevisionId=$REVISION -p:UseAppHost=false -p:DebugType=none -p:PublishDocumentationFiles=false
RUN dotnet publish src/EgressGuard.Cli/EgressGuard.Cli.csproj --no-restore --configuration Release --output /out/cli \
    -p:Version=$VERSION -p:SourceRevisionId=$REVISION -p:UseAppHost=false -p:DebugType=none -p:PublishDocumentationFiles=false
RUN find /out -exec touch --no-dereference --date=@$SOURCE_DATE_EPOCH {} +

# No shell, no package manager, nobody is root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="EgressGuard" \
      org.opencontainers.image.description="Keeps the traffic that leaves an Istio mesh on the egress gateway: an admission webhook and a command line." \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"
# Diagnostics would want to write below /tmp, and the file system is to be mounted read-only.
ENV DOTNET_EnableDiagnostics=0
WORKDIR /app
COPY --from=build /out/ ./
# By number, so that kubelet can see that it is not root.
USER 1654:1654
EXPOSE 8443 8080
ENTRYPOINT ["dotnet", "/app/webhook/EgressGuard.Webhook.dll"]
