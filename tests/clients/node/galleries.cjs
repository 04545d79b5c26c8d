// What the Node SDK does with a gallery, step by step; prints what it was told as JSON.
const { ClientSecretCredential } = require("@azure/identity");
const { ComputeManagementClient } = require("@azure/arm-compute");

const told = JSON.parse(process.argv[2]);

function connect() {
  const credential = new ClientSecretCredential(told.tenant, told.client, told.secret, {
    authorityHost: told.url,
    disableInstanceDiscovery: true,
  });
  return new ComputeManagementClient(credential, told.subscription, {
    endpoint: told.url,
    credentials: { scopes: [`${told.url}/.default`] },
  });
}

async function all(list) {
  const names = [];
  for await (const found of list) names.push(found.name);
  return names;
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { name: error.name, status: error.statusCode, code: error.code };
  }
  return null;
}

async function main() {
  const { galleries, galleryImages, galleryImageVersions } = connect();
  const { group, version } = told;
  const steps = {};

  steps.created = await galleries.beginCreateOrUpdateAndWait(group, "node", {
    location: "westus2",
    description: "Made by Node",
  });
  steps.updated = await galleries.beginUpdateAndWait(group, "node", { tags: { team: "base" } });
  steps.definition = await galleryImages.beginCreateOrUpdateAndWait(group, "node", "ubuntu", {
    location: "westus2",
    osType: "Linux",
    osState: "Generalized",
    hyperVGeneration: "V1",
    identifier: { publisher: "Contoso", offer: "Base", sku: "node" },
  });
  steps.version = await galleryImageVersions.beginCreateOrUpdateAndWait(
    group, "node", "ubuntu", "1.0.0",
    {
      location: "westus2",
      publishingProfile: { targetRegions: [{ name: "westus2" }, { name: "uksouth" }] },
      storageProfile: { source: { id: version } },
    },
  );
  steps.status = await galleryImageVersions.get(group, "node", "ubuntu", "1.0.0", {
    expand: "ReplicationStatus",
  });
  steps.galleries = await all(galleries.listByResourceGroup(group));
  steps.images = await all(galleryImages.listByGallery(group, "node"));
  steps.versions = await all(galleryImageVersions.listByGalleryImage(group, "node", "ubuntu"));
  steps.nested = await refusal(galleries.beginDeleteAndWait(group, "node"));
  steps.missing = await refusal(galleries.get(group, "absent"));
  await galleryImageVersions.beginDeleteAndWait(group, "node", "ubuntu", "1.0.0");
  await galleryImages.beginDeleteAndWait(group, "node", "ubuntu");
  await galleries.beginDeleteAndWait(group, "node");
  steps.left = await all(galleries.listByResourceGroup(group));

  console.log(JSON.stringify(steps));
}

main();
